/** The parts that the screens share, each in its states, for whoever changes one: `python -m tools.web gallery`. */
import '@gongzhi/kit/tokens.css'
import '../apps/portal/src/styles/frame.css'
import '../apps/portal/src/styles/parts.css'
import '../apps/portal/src/styles/forms.css'

import { createApp } from 'vue'

import Gallery from './Gallery.vue'

createApp(Gallery).mount('#app')
