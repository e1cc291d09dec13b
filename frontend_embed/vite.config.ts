import { defineConfig } from 'vitest/config';

/**
 * Five entry points; asset addresses are relative, so that the same files work under
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
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        // The one heavy library has a file of its own, fetched after the list is there.
        advancedChunks: { groups: [{ name: 'maplibre', test: /node_modules.maplibre-gl/ }] },
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
  },
});
