import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

const apps = ['operator', 'supervisor', 'crew', 'resident', 'docs'];

// The pages use what is shared and never each other; what is shared uses none of them.
const layers = [...apps, 'shared'].map((folder) => ({
  files: [`${folder}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${apps.filter((app) => app !== folder).join('|')})(/|$)`,
            message: 'Pages import from shared/, never from each other.',
          },
        ],
      },
    ],
  },
}));

export default typescript.config(
  { ignores: ['dist/', 'node_modules/', '.node/', 'test-results/', 'playwright-report/', 'shared/api/schema.d.ts'] },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // Layout of the templates is left to the writer.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  ...layers,
);
