/** The time of now, half a minute fresh: so that what is left of a limit is true while one looks. */
import { ref } from 'vue'

export const now = ref(Date.now())
setInterval(() => { now.value = Date.now() }, 30_000)
