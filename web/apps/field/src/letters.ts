/** Large letters and buttons, for gloves and tired eyes: kept in this phone, as on the pages for everybody. */
import { ref, watchEffect } from 'vue'

const KEPT = 'gongzhi.letters'

export const large = ref(localStorage.getItem(KEPT) === 'large')

watchEffect(() => {
  if (large.value) document.documentElement.dataset['type'] = 'large'
  else delete document.documentElement.dataset['type']
  localStorage.setItem(KEPT, large.value ? 'large' : '')
})
