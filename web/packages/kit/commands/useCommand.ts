/** A command being written: what was typed stays until the server took it, whatever others do to the matter meanwhile. */
import { Unreached, type CommandName, type Said, type Schemas } from '@gongzhi/client'
import { computed, ref, watch } from 'vue'

import { give, underWay } from '../upload.ts'
import type { useMatter } from '../useMatter.ts'
import { lacking, saidOf, type Field, type Typed } from './field.ts'
import { FORMS, type Command } from './table.ts'

export type Of = ReturnType<typeof useMatter>
export type Line = Schemas['LineOut']

/** What was typed and not sent yet, by matter and command: it is there when one comes back. */
const drafts = new Map<string, Typed>()

/** `done` hears of each command that the server took; the form may be gone from the page by then. */
export function useCommand(of: Of, done: (command: Command) => void = () => undefined) {
  const name = ref<Command>()
  const typed = ref<Typed>({})
  const asked = ref<readonly string[]>([])
  const lost = ref(false)
  /** No answer came: it may be done or not, and saying it once more does it once. */
  const unsure = ref(false)
  const opened = ref(0)
  const fields = computed<readonly Field[]>(() => name.value ? FORMS[name.value] as readonly Field[] : [])
  const key = (command: Command) => `${of.whole.value?.matter.id ?? ''} ${command}`
  /** What others did since the form was opened. */
  const since = computed(() => name.value
    ? (of.whole.value?.journal ?? []).filter((line) => line.version > opened.value)
    : [])
  const still = computed(() => !name.value || of.sending.value !== undefined || of.may.value.has(name.value))

  function open(command: Command, preset: Typed = {}) {
    name.value = command
    typed.value = { ...preset, ...drafts.get(key(command)) }
    asked.value = []
    lost.value = unsure.value = false
    opened.value = of.whole.value?.matter.version ?? 0
  }
  function type(field: string, value: unknown) {
    typed.value = { ...typed.value, [field]: value }
  }
  function shut() {
    name.value = undefined
    lost.value = unsure.value = false
  }
  watch(typed, (now) => { if (name.value) drafts.set(key(name.value), now) })
  watch(() => of.whole.value?.matter.id, (next, before) => { if (before && next !== before) shut() })

  /** Send it; whether the server took it. What is missing is named in `asked`. */
  async function submit(): Promise<boolean> {
    const command = name.value
    if (!command || underWay.value > 0) return false
    asked.value = lacking(fields.value, typed.value)
    if (asked.value.length > 0) return false
    const draft = key(command)
    const matter = of.whole.value?.matter.id ?? ''
    /** Whoever has gone on to something else meanwhile keeps what is open there. */
    const here = () => name.value === command && key(command) === draft
    const said = saidOf(fields.value, typed.value)
    unsure.value = false
    try {
      const taken = await of.send(command as CommandName, said as Said[CommandName])
      if (taken) {
        if (Array.isArray(said['files'])) await give(matter, said['files'] as string[])
        if (here()) shut()
        drafts.delete(draft)
        done(command)
      } else if (here()) {
        const status = of.problem.value?.status
        lost.value = status === 409 || status === 412
      }
      return taken
    } catch (error) {
      if (!(error instanceof Unreached)) throw error
      if (here()) unsure.value = true
      return false
    }
  }
  return { name, typed, fields, asked, since, still, lost, unsure, open, shut, submit, type }
}
