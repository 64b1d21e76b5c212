import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig(
  { ignores: ['**/dist/**', 'packages/client/schema.d.ts'] },
  ts.configs.strict,
  ts.configs.stylistic,
  vue.configs['flat/strongly-recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 120 }],
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'confirm', message: 'ask in the page, not in a box of the browser' }],
      'vue/no-v-html': 'error',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['**/*.vue'], rules: { 'max-lines': ['error', { max: 250 }] } },
  { files: ['**/*.test.ts', 'journeys/**'], rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', { max: 400 }] } },
)
