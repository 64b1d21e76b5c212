import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

/** What Chromium 91 does not have; what is needed of it is made in packages/client/older.ts. */
const NEWER = [
  ['CallExpression[callee.property.name=/^(?:at|with|findLast|findLastIndex|toReversed|toSorted|toSpliced|isWellFormed|toWellFormed|union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom|throwIfAborted|showPicker|checkVisibility|togglePopover)$/]', 'this method'],
  ['MemberExpression[object.name="crypto"][property.name="randomUUID"]', 'crypto.randomUUID'],
  ['MemberExpression[object.name="AbortSignal"]', 'AbortSignal.any, .timeout and .abort'],
  ['MemberExpression[object.name=/^(?:Object|Map)$/][property.name=/^(?:groupBy|hasOwn)$/]', 'groupBy, hasOwn'],
  ['MemberExpression[object.name="Promise"][property.name=/^(?:withResolvers|try)$/]', 'Promise.withResolvers, .try'],
  ['MemberExpression[object.name="Array"][property.name="fromAsync"]', 'Array.fromAsync'],
  ['MemberExpression[object.name="URL"][property.name=/^(?:canParse|parse)$/]', 'URL.canParse, .parse'],
  ['CallExpression[callee.name="structuredClone"]', 'structuredClone'],
].map(([selector, what]) => ({ selector, message: `a telephone of five years ago (Chromium 91) does not have ${what}: see packages/client/older.ts` }))

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
  {
    files: ['apps/{field,portal}/**', 'packages/**'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NEWER], 'vue/no-restricted-syntax': ['error', ...NEWER] },
  },
  { files: ['**/*.test.ts', 'journeys/**'], rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', { max: 400 }] } },
)
