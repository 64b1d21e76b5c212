/** Keys of a page: a letter does what it says, unless somebody is typing. Escape closes what lies on top, and only that. */
import { onMounted, onUnmounted, ref, watch } from 'vue'

const TYPING = /^(INPUT|TEXTAREA|SELECT)$/
/** What lies over the page and is not just closing: popovers, dropdowns, pickers, dialogs, drawers. */
const OVER = '.el-popper[aria-hidden="false"]:not([class*="-leave-active"]), .el-overlay:not([style*="display: none"], [class*="-leave-active"]) [role="dialog"]'

/** Whether a popover is open; Escape closes it wherever the focus is, and a form that is opened is not covered by it. */
export function useOver() {
  const open = ref(false)
  const hear = ({ key }: KeyboardEvent) => { if (key === 'Escape') open.value = false }
  const write = ({ target }: FocusEvent) => { if ((target as HTMLElement).closest('form')?.closest('.el-popper') === null) open.value = false }
  const deaf = () => {
    removeEventListener('keydown', hear)
    removeEventListener('focusin', write)
  }
  watch(open, (now) => {
    deaf()
    if (!now) return
    addEventListener('keydown', hear)
    addEventListener('focusin', write)
  })
  onUnmounted(deaf)
  return open
}

export function useKeys(keys: () => Record<string, () => void>) {
  let over = false
  /** Looked at before anything hears the key: what Escape closes is closed by the time it comes here. */
  const look = () => { over = document.querySelector(OVER) !== null }
  function hear(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const at = event.target as HTMLElement
    const box = at instanceof HTMLInputElement && at.type === 'checkbox'
    if (at.isContentEditable || (TYPING.test(at.tagName) && !box) || document.querySelector('.el-overlay:not([style*="display: none"]) [role="dialog"]')) return
    if (event.key === 'Escape' && over) return
    if ((event.key === 'Enter' || event.key === ' ') && /^(BUTTON|A|SUMMARY)$/.test(at.tagName)) return
    const act = keys()[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => {
    addEventListener('keydown', look, { capture: true })
    addEventListener('keydown', hear)
  })
  onUnmounted(() => {
    removeEventListener('keydown', look, { capture: true })
    removeEventListener('keydown', hear)
  })
}
