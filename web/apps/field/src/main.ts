import '@gongzhi/kit/tokens.css'
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import './field.css'

import { createApp } from 'vue'

import App from './App.vue'
import './letters.ts'
import { router } from './router.ts'
import { startOutbox } from './useOutbox.ts'

startOutbox()
createApp(App).use(router).mount('#app')
