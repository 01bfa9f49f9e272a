module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // This package is never built: it always runs from its source, beside its Go modules and the repository's files.
    'no-restricted-syntax': 'off',
    'jest/expect-expect': [
      'warn',
      {
        assertFunctionNames: [
          'expect',
          'waitFor',
          '**.waitFor',
          '**.waitForReady',
          'fc.assert',
          'opensAndEnds',
        ],
      },
    ],
  },
});
