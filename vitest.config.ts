import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/build/count-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    env: { TZ: 'Europe/Berlin' },
    reporters: ['default', new CountReporter()],
  },
});
