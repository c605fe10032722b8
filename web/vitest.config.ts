import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  resolve: { alias: { '@shared': join(import.meta.dirname, 'shared') } },
  test: {
    environment: 'happy-dom',
    include: ['{contract,shared,operator,supervisor,crew,resident,docs}/**/*.test.ts'],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
