import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ precompress: true }),
      // The styles of a page are small: within it they cost no request before it is shown.
      inlineStyleThreshold: 3_000,
      csp: {
        // Hashes keep the ETag of a page stable, so that it can be asked for conditionally; nothing is streamed.
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The fixed style attribute of SvelteKit's announcer of page changes; any other style attribute is blocked.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:', 'blob:'],
          'connect-src': ['self'],
          'font-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                // SvelteKit sets what the page has told it before it loads the rest of itself, which reads that when it begins.
                { name: 'start', test: /runtime\/client\/payload\.js|vite\/preload-helper/, priority: 1 },
                // What five pages share is one file: a list page loads half as many files of script, of which half had less than
                // 1 KB, and 1.6 KB more of script. On a slow network with HTTP/1.1 each file costs a round trip.
                { name: 'shared', minShareCount: 5 },
              ],
            },
          },
        },
      },
    },
  },
  // The package is bundled whole: the artefact has no node_modules. A pattern, which adapter-node reads; it does not read `true`.
  ssr: { noExternal: [/./] },
})
