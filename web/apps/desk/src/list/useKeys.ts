/** Keys of a page: a letter does what it says, unless somebody is typing. */
import { onMounted, onUnmounted } from 'vue'

const TYPING = /^(INPUT|TEXTAREA|SELECT)$/

export function useKeys(keys: () => Record<string, () => void>) {
  function hear(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const at = event.target as HTMLElement
    const box = at instanceof HTMLInputElement && at.type === 'checkbox'
    if (at.isContentEditable || (TYPING.test(at.tagName) && !box) || document.querySelector('.el-overlay:not([style*="display: none"]) [role="dialog"]')) return
    if ((event.key === 'Enter' || event.key === ' ') && /^(BUTTON|A|SUMMARY)$/.test(at.tagName)) return
    const act = keys()[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => addEventListener('keydown', hear))
  onUnmounted(() => removeEventListener('keydown', hear))
}
