import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'templates/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  lit.configs['flat/recommended'],
  {
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      'lit/attribute-value-entities': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['src/**/strings/*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['static/**/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        Event: 'readonly',
        navigator: 'readonly',
        getSelection: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        location: 'readonly',
        localStorage: 'readonly',
        addEventListener: 'readonly',
        Node: 'readonly',
      },
    },
  },
);
