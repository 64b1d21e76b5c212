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
  /** What arrives here and when, for whoever finds nothing. */
  arrives: readonly [zh: string, en: string]
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

const queue = (key: string, zh: string, en: string, arrives: Queue['arrives'], wish: Wish, box?: Box, step?: Command): Queue =>
  ({ key, label: [zh, en], arrives, wish: () => wish, ...(box ? { box } : {}), ...(step ? { step } : {}) })

const ours = (key: string, zh: string, en: string, arrives: Queue['arrives'], wish: Wish): Queue =>
  ({ key, label: [zh, en], arrives, wish: (me) => ({ unit: me.unit?.code ?? '', ...wish }) })

/** What came by telephone. */
const CALLS = 'phone,hotline'
/** Requests about one's own data: a copy, a correction, a deletion (catalogue/kinds/29.toml). */
const OWN_DATA = '29001,29002,29003'

const ALL: Desk = {
  key: 'all', label: ['全部事项', 'All matters'], duties: ['matters.see', 'matters.handle', 'matters.report'],
  queues: [
    queue('all', '全部', 'All', ['您有权查看的事项，一经上报就在这里。', 'Every matter you may see is here from the moment it is reported.'], {}),
    queue('due', '按到期', 'By due time', ['正在计时的事项在这里，先到期的在前。', 'Matters whose clock runs are here, the first due on top.'], { order: 'due' }),
  ],
}

export const DESKS: readonly Desk[] = [
  {
    key: 'triage', label: ['受理分流', 'Triage'], duties: ['matters.triage', 'matters.dispatch'], triage: true,
    queues: [
      queue('new', '待受理', 'To accept', ['群众反映和网格员上报的事项，一经上报就到这里。', 'What residents and grid workers report comes here at once.'], { stage: 'reported' }),
      queue('dispatch', '待派遣', 'To dispatch', ['受理后还没派出的事项在这里；主办单位退回的也回到这里。', 'Accepted matters stay here until dispatched; what a lead unit returns comes back here.'], { stage: 'accepted' }),
      queue('place', '待定位', 'To locate', ['没有标出位置的事项，上报后到这里定位。', 'Matters reported without a point come here to be located.'], { placed: 'unplaced', stage: 'reported,accepted' }),
      queue('receipt', '待回执', 'Receipts', ['上呈、下派、转出的事项，登记回执前在这里。', 'Matters sent up, down or outside stay here until the receipt is recorded.'], { waiting: 'receipt' }, 'receipt'),
    ],
  },
  {
    key: 'unit', label: ['单位办理', 'Our unit'], duties: ['matters.handle'],
    queues: [
      ours('due', '按到期', 'By due time', ['派给本单位的事项，一派出就到这里，先到期的在前。', 'What is dispatched to your unit comes here at once, the first due on top.'], { order: 'due' }),
      ours('take', '待签收', 'To take', ['派给本单位的事项，签收前在这里；时限从派出时起算。', 'What is dispatched to your unit is here until taken; the time runs from the dispatch.'], { stage: 'dispatched', order: 'due' }),
      ours('doing', '处置中', 'In hand', ['派出的事项签收后到这里，反馈办结后离开。', 'Matters come here once taken and leave when reported done.'], { stage: 'handling', order: 'due' }),
      ours('answer', '督办待复', 'Orders to answer', ['收到督办的事项在这里，回复后离开。', 'Matters under a supervise order are here until it is answered.'], { waiting: 'answer', order: 'due' }),
      ours('all', '全部', 'All', ['派给本单位、还没办完的事项都在这里。', 'All that is dispatched to your unit and not done yet.'], {}),
    ],
  },
  {
    key: 'hotline', label: ['热线', 'Hotline'], duties: ['matters.triage', 'matters.callback'], every: true,
    queues: [
      queue('new', '待受理直答', 'To answer or accept', ['来电录入的事项，直接答复或受理前在这里。', 'Calls taken down are here until answered or accepted.'], { channel: CALLS, stage: 'reported' }),
      queue('doing', '来电在办', 'In hand', ['来电事项受理后到这里，核查通过后转入“待回访”。', 'Calls come here once accepted; when the check is passed they go to “To call back”.'], { channel: CALLS, stage: 'accepted,dispatched,handling,checking', order: 'due' }),
      queue('call', '待回访', 'To call back', ['来电事项核查通过后到这里，等待回访。', 'Calls come here to be called back once the check is passed.'], { channel: CALLS, stage: 'callback', order: 'due' }),
      queue('all', '全部来电', 'All calls', ['来电录入的事项，办结的和在办的都在这里。', 'All calls taken down, done or in hand.'], { channel: CALLS }),
    ],
  },
  {
    key: 'rights', label: ['个人信息', 'Own data'], duties: ['matters.redact'],
    queues: [
      queue('open', '待答复', 'To answer', ['群众申请查阅、更正、删除个人信息的，一提出就到这里。', 'Requests for a copy, a correction or a deletion of own data come here at once.'], { kind: OWN_DATA, stage: 'reported,accepted,dispatched,handling', order: 'due' }),
      queue('all', '全部', 'All', ['个人信息申请，答复过的和待答复的都在这里。', 'All requests about own data, answered or not.'], { kind: OWN_DATA }),
    ],
  },
  {
    key: 'check', label: ['核查', 'Checking'], duties: ['matters.check'],
    queues: [
      queue('check', '待核查', 'To check', ['单位反馈办结后，事项到这里等待核查。', 'Matters come here to be checked once the unit reports them done.'], { stage: 'checking', order: 'due' }, undefined, 'check'),
      queue('look', '待核实', 'To verify', ['中心要求现场核实的事项在这里，核实后离开。', 'Matters the centre wants verified on the spot are here until that is done.'], { waiting: 'look' }, 'look', 'verify'),
      queue('spot', '待抽查', 'Spot checks', ['上报时已自行处置的，每二十件抽一件到这里。', 'Of what was fixed on the spot, one in twenty comes here.'], { waiting: 'spot-check' }, 'spot_check', 'spot_check'),
    ],
  },
  {
    key: 'callback', label: ['回访', 'Call-back'], duties: ['matters.callback'],
    queues: [queue('call', '待回访', 'To call', ['核查通过后，事项到这里等待回访。', 'Matters come here to be called back once the check is passed.'], { stage: 'callback', order: 'due' })],
  },
  {
    key: 'rule', label: ['裁定', 'Arbitration'], duties: ['matters.rule'],
    queues: [queue('rule', '待裁定', 'To rule', ['主办单位第三次退回的和无主的事项，到这里等待裁定。', 'Ownerless matters, and those a lead returns for the third time, come here to be ruled on.'], { waiting: 'ruling' }, 'ruling', 'rule')],
  },
  {
    key: 'grant', label: ['延期挂起', 'Requests'], duties: ['matters.grant'],
    queues: [
      queue('extension', '申请延期', 'Extensions', ['单位申请延期后到这里，批复后离开。', 'Matters come here when a unit asks for more time, and leave when answered.'], { waiting: 'extension' }, 'extension', 'grant_extension'),
      queue('suspension', '申请挂起', 'Suspensions', ['单位申请挂起后到这里，批复后离开。', 'Matters come here when a unit asks to suspend, and leave when answered.'], { waiting: 'suspension' }, 'suspension', 'grant_suspension'),
    ],
  },
  {
    key: 'supervise', label: ['督办', 'Supervision'], duties: ['matters.urge', 'matters.supervise'],
    queues: [
      queue('over', '已超期', 'Overdue', ['时限一过，事项就到这里。', 'Matters come here the moment their time is over.'], { light: 'red', order: 'due' }),
      queue('near', '临期', 'Nearly due', ['时限用去五分之四时到这里，到期后转入“已超期”。', 'Matters come here when four fifths of the time is used, and go to “Overdue” when it is over.'], { light: 'orange', order: 'due' }),
      queue('answer', '待回复督办', 'Orders unanswered', ['督办发出后到这里，单位回复后离开。', 'Matters come here when an order is sent, and leave when the unit answers.'], { waiting: 'answer', order: 'due' }),
      queue('urged', '已催办', 'Urged', ['催办过的事项在这里，升级为督办、挂牌的也在。', 'Urged matters are here, also those that were supervised or listed since.'], { supervision: 'urged' }),
      queue('supervised', '已督办', 'Supervised', ['督办过的事项在这里，后来挂牌的也在。', 'Matters under a supervise order are here, also those listed since.'], { supervision: 'supervised' }, 'supervised'),
      queue('listed', '挂牌', 'Listed', ['挂牌督办的事项在这里，摘牌后离开。', 'Listed matters are here until they are unlisted.'], { supervision: 'listed' }, 'listed'),
      queue('rating', '待审评价', 'Ratings', ['有人提请剔除评价的事项在这里，没有经手的第二个人审核后离开。', 'Matters whose rating somebody asks to set aside are here until a second person, who had no hand in them, decides.'], { waiting: 'rating' }, 'rating', 'grant_aside'),
    ],
  },
  ALL,
]

export const deskOf = (key: string): Desk => DESKS.find((desk) => desk.key === key) ?? ALL

/** The desks of a person, in the order of the work. */
export function desksOf(duties: readonly string[], unit: boolean): Desk[] {
  return DESKS.filter((desk) => (desk.key !== 'unit' || unit) && (desk.every ? desk.duties.every((duty) => duties.includes(duty)) : desk.duties.some((duty) => duties.includes(duty))))
}
