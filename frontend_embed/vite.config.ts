import { defineConfig } from 'vitest/config';

/**
 * The entry points; asset addresses are relative, so that the same files work under
 * /static/embed/ of this server and when a town's page imports them from another origin.
 */
export default defineConfig({
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: {
        page: 'src/page.ts',
        element: 'src/element.ts',
        workshop: 'src/workshop.ts',
        planner: 'src/planner.ts',
        'admin-boundary': 'src/admin-boundary.ts',
        // A classic script, imported by /p/{perimeter}/worker.js: it must stay one file.
        worker: 'src/offline/worker.ts',
        // The typeface of the pages that the server draws.
        face: 'src/styles/face.css',
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        advancedChunks: {
          groups: [
            // The one heavy library has a file of its own, fetched after the list is there.
            { name: 'maplibre', test: /node_modules.maplibre-gl/ },
            // What nearly every piece needs, in one request rather than ten.
            {
              name: 'base',
              test: /node_modules.(lit|@lit)|src.(api|geo|strings.(index|words|typography|places))|src.parts.(part|glyphs|icons|labels|search|documents|answered)\.ts|tokens\.css|preload-helper/,
            },
          ],
        },
        // The map's worker is a module: some servers do not know .mjs.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.mjs'))
            ? '[name]-[hash].js'
            : '[name]-[hash][extname]',
      },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    // One worker a core for all files: a fresh one for each takes three times as long as the tests.
    pool: 'threads',
    isolate: false,
    // Every test may speak every language.
    setupFiles: ['tests/speaking.ts'],
  },
});
