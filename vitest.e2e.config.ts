import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/build/count-reporter.ts';

// Against real Jaegers, real services and the built command: one file after the other, since all
// of them share two cores and one order system.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/order-system.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', new CountReporter()],
  },
});
