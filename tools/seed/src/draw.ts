import { connect } from '@munova/database'
import { openPictureStore } from '@munova/pictures'
import { drawPictures } from './draw-pictures.ts'
import { planShop, readLeaves } from './shop/fill-commerce.ts'

/*
 * node draw.ts SEED
 * Draws the pictures of the shop with this seed into PICTURE_STORE, beside the commerce database at COMMERCE_DATABASE_URL.
 */

const { COMMERCE_DATABASE_URL: url = '', PICTURE_STORE: place = '' } = process.env
const sql = connect(url, { max: 1, name: 'munova-seed' })
const leaves = await readLeaves(sql)
await sql.end({ timeout: 5 })
const store = openPictureStore(place)
const started = performance.now()
const drawn = await drawPictures(planShop(Number(process.argv[2]), leaves).products, store)
store.close()
if (drawn > 0) console.log(`${drawn} pictures in ${Math.round((performance.now() - started) / 1000)} s`)
