/** The desks of a house: who has the duty has the desk. Each is queues of one list; what may be done, the server says. */
import type { Schemas } from '@gongzhi/client'
import type { Command } from '@gongzhi/kit/commands'

export type Wish = Partial<Record<
  'stage' | 'kind' | 'channel' | 'area' | 'unit' | 'light' | 'since' | 'until' | 'text' | 'origin' | 'placed' | 'waiting' | 'supervision' | 'order',
  string
>>
/** The orders of a list that one may choose. */
export const ORDERS = ['newest', 'due', 'place'] as const
export type Box = keyof Schemas['BoxesOut']
type Me = Schemas['MeOut']

export interface Queue {
  key: string
  label: readonly [zh: string, en: string]
  wish: (me: Me) => Wish
  /** The box whose count stands beside the queue. */
  box?: Box
  /** What a matter waits for in this queue: whoever may not do it is told why. */
  step?: Command
}

export interface Desk {
  key: string
  label: readonly [zh: string, en: string]
  /** One of these duties gives the desk; with `every`, all of them together. */
  duties: readonly string[]
  every?: true
  /** The middle of the page shows pictures and what the rules suggest. */
  triage?: boolean
  queues: readonly [Queue, ...Queue[]]
}

const queue = (key: string, zh: string, en: string, wish: Wish, box?: Box, step?: Command): Queue =>
  ({ key, label: [zh, en], wish: () => wish, ...(box ? { box } : {}), ...(step ? { step } : {}) })

/** What came by telephone. */
const CALLS = 'phone,hotline'
/** Requests about one's own data: a copy, a correction, a deletion (catalogue/kinds/29.toml). */
const OWN_DATA = '29001,29002,29003'

const ALL: Desk = {
  key: 'all', label: ['全部事项', 'All matters'], duties: ['matters.see', 'matters.handle', 'matters.report'],
  queues: [queue('all', '全部', 'All', {}), queue('due', '按到期', 'By due time', { order: 'due' })],
}

export const DESKS: readonly Desk[] = [
  {
    key: 'triage', label: ['受理分流', 'Triage'], duties: ['matters.triage', 'matters.dispatch'], triage: true,
    queues: [
      queue('new', '待受理', 'To accept', { stage: 'reported' }),
      queue('dispatch', '待派遣', 'To dispatch', { stage: 'accepted' }),
      queue('place', '待定位', 'To locate', { placed: 'unplaced', stage: 'reported,accepted' }),
      queue('receipt', '待回执', 'Receipts', { waiting: 'receipt' }, 'receipt'),
    ],
  },
  {
    key: 'unit', label: ['单位办理', 'Our unit'], duties: ['matters.handle'],
    queues: [
      { key: 'due', label: ['按到期', 'By due time'], wish: (me) => ({ unit: me.unit?.code ?? '', order: 'due' }) },
      { key: 'take', label: ['待签收', 'To take'], wish: (me) => ({ unit: me.unit?.code ?? '', stage: 'dispatched', order: 'due' }) },
      { key: 'doing', label: ['处置中', 'In hand'], wish: (me) => ({ unit: me.unit?.code ?? '', stage: 'handling', order: 'due' }) },
      { key: 'answer', label: ['督办待复', 'Orders to answer'], wish: (me) => ({ unit: me.unit?.code ?? '', waiting: 'answer', order: 'due' }) },
      { key: 'all', label: ['全部', 'All'], wish: (me) => ({ unit: me.unit?.code ?? '' }) },
    ],
  },
  {
    key: 'hotline', label: ['热线', 'Hotline'], duties: ['matters.triage', 'matters.callback'], every: true,
    queues: [
      queue('new', '待受理直答', 'To answer or accept', { channel: CALLS, stage: 'reported' }),
      queue('doing', '来电在办', 'In hand', { channel: CALLS, stage: 'accepted,dispatched,handling,checking', order: 'due' }),
      queue('call', '待回访', 'To call back', { channel: CALLS, stage: 'callback', order: 'due' }),
      queue('all', '全部来电', 'All calls', { channel: CALLS }),
    ],
  },
  {
    key: 'rights', label: ['个人信息', 'Own data'], duties: ['matters.redact'],
    queues: [
      queue('open', '待答复', 'To answer', { kind: OWN_DATA, stage: 'reported,accepted,dispatched,handling', order: 'due' }),
      queue('all', '全部', 'All', { kind: OWN_DATA }),
    ],
  },
  {
    key: 'check', label: ['核查', 'Checking'], duties: ['matters.check'],
    queues: [
      queue('check', '待核查', 'To check', { stage: 'checking', order: 'due' }, undefined, 'check'),
      queue('look', '待核实', 'To verify', { waiting: 'look' }, 'look', 'verify'),
      queue('spot', '待抽查', 'Spot checks', { waiting: 'spot-check' }, 'spot_check', 'spot_check'),
    ],
  },
  {
    key: 'callback', label: ['回访', 'Call-back'], duties: ['matters.callback'],
    queues: [queue('call', '待回访', 'To call', { stage: 'callback', order: 'due' })],
  },
  {
    key: 'rule', label: ['裁定', 'Arbitration'], duties: ['matters.rule'],
    queues: [queue('rule', '待裁定', 'To rule', { waiting: 'ruling' }, 'ruling', 'rule')],
  },
  {
    key: 'grant', label: ['延期挂起', 'Requests'], duties: ['matters.grant'],
    queues: [
      queue('extension', '申请延期', 'Extensions', { waiting: 'extension' }, 'extension', 'grant_extension'),
      queue('suspension', '申请挂起', 'Suspensions', { waiting: 'suspension' }, 'suspension', 'grant_suspension'),
    ],
  },
  {
    key: 'supervise', label: ['督办', 'Supervision'], duties: ['matters.urge', 'matters.supervise'],
    queues: [
      queue('over', '已超期', 'Overdue', { light: 'red', order: 'due' }),
      queue('near', '临期', 'Nearly due', { light: 'orange', order: 'due' }),
      queue('answer', '待回复督办', 'Orders unanswered', { waiting: 'answer', order: 'due' }),
      queue('urged', '已催办', 'Urged', { supervision: 'urged' }),
      queue('supervised', '已督办', 'Supervised', { supervision: 'supervised' }, 'supervised'),
      queue('listed', '挂牌', 'Listed', { supervision: 'listed' }, 'listed'),
    ],
  },
  ALL,
]

export const deskOf = (key: string): Desk => DESKS.find((desk) => desk.key === key) ?? ALL

/** The desks of a person, in the order of the work. */
export function desksOf(duties: readonly string[], unit: boolean): Desk[] {
  return DESKS.filter((desk) => (desk.key !== 'unit' || unit) && (desk.every ? desk.duties.every((duty) => duties.includes(duty)) : desk.duties.some((duty) => duties.includes(duty))))
}
