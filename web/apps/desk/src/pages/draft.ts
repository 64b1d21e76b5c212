/** What a caller said so far, kept while one looks at another page: under one key, so that it is reported once. */
import type { Typed } from '@gongzhi/kit/commands'
import { ref } from 'vue'

export const draft = { typed: ref<Typed>({}), answers: ref<Typed>({}), key: ref<string>(crypto.randomUUID()) }
