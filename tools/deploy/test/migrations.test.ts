import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { workspace } from '../src/index.ts'
import { contracting } from './support/contracting.ts'

const files = globSync('apps/*/migrations/*.sql', { cwd: workspace }).toSorted()

test('every migration says in its first line whether it expands or contracts', () => {
  assert.ok(files.length > 50)
  for (const file of files) {
    const [first = ''] = readFileSync(join(workspace, file), 'utf8').split('\n')
    assert.match(first, /^-- (expand|contract|contract after \d{4})$/, file)
  }
})

test('only migrations that are marked as contract take something away from older programs', () => {
  for (const file of files) {
    const text = readFileSync(join(workspace, file), 'utf8')
    if (text.startsWith('-- expand\n')) assert.equal(contracting(text), undefined, file)
  }
})

test('what an older program cannot know is found, and what it need not know is not', () => {
  const contracts = [
    'alter table shoes drop column name;',
    'ALTER TABLE shoes\n  ADD COLUMN size int,\n  DROP COLUMN name;',
    'drop table if exists shoes;',
    'alter table shoes rename to boots;',
    'alter table shoes rename column name to title;',
    'alter table shoes alter column size type bigint;',
    'alter table shoes alter size set data type bigint;',
    'alter table shoes alter column size set not null;',
    'alter table shoes add constraint sized not null size not valid;',
    'alter table shoes add column size int not null;',
    'alter table shoes add size int not null, add column name text default 1;',
    'alter table shoes alter column size drop default;',
  ]
  for (const text of contracts) assert.notEqual(contracting(text), undefined, text)
  const expands = [
    'create table shoes (id int not null, name text);',
    "-- drop table shoes;\ninsert into words values ('rename; drop table shoes');",
    'alter table shoes add column size int, add column at timestamptz not null default now();',
    'alter table shoes add column area int not null generated always as (size * size) virtual;',
    'alter table shoes add constraint small check (size < 400) not valid;',
    'alter table shoes drop constraint small, add constraint small check (size < 500);',
    'alter table shoes alter column size drop not null;',
    'drop index shoes_size;',
    'update shoes set size = 270 where size is not null;',
  ]
  for (const text of expands) assert.equal(contracting(text), undefined, text)
})
