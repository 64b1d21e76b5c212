/** What is spoken becomes text in the phone itself; where only a foreign service could do that, it is not offered. */
import { lang } from '@gongzhi/kit'
import { onScopeDispose, ref } from 'vue'

interface Recognition {
  lang: string
  processLocally: boolean
  start: () => void
  stop: () => void
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null
  onend: (() => void) | null
}
interface Recogniser {
  new (): Recognition
  available?: (wish: { langs: string[], processLocally: boolean }) => Promise<string>
}

export function useVoice(heard: (text: string) => void) {
  const offered = ref(false)
  const listening = ref(false)
  const { SpeechRecognition } = globalThis as { SpeechRecognition?: Recogniser }
  const tongue = () => lang.value === 'zh' ? 'zh-CN' : 'en-US'
  let running: Recognition | undefined
  void SpeechRecognition?.available?.({ langs: [tongue()], processLocally: true }).then((found) => { offered.value = found === 'available' })

  function toggle() {
    if (running || !SpeechRecognition) return running?.stop()
    const speech = running = new SpeechRecognition()
    speech.lang = tongue()
    speech.processLocally = true
    speech.onresult = ({ results }) => { for (const said of Array.from(results)) if (said[0]) heard(said[0].transcript) }
    speech.onend = () => { running = undefined; listening.value = false }
    listening.value = true
    speech.start()
  }
  onScopeDispose(() => running?.stop())
  return { offered, listening, toggle }
}
