/** Every command that a person can give has its form here; one that lacks it does not compile, and fails the test. */
import type { CommandName, Said } from '@gongzhi/client'

import type { Choice, Field, Label } from './field.ts'

/** The commands of the loop; documents and openings have forms of their own. */
export type Command = Exclude<CommandName, 'documents' | 'openings'>
type Fields<N extends Command> = readonly Field<keyof Said[N] & string>[]

const SAID: Label = ['说明', 'Remark']
const words = <N extends string>(name: N, label: Label = SAID, more: Partial<Field<N>> = {}): Field<N> => ({ name, label, type: 'words', ...more })
const remark = words('remark')
const mustSay = (label: Label = SAID) => words('remark', label, { required: true })
const reason = (group: string): Field<'reason'> => ({ name: 'reason', label: ['理由', 'Reason'], type: 'reason', group, required: true })
const files: Field<'files'> = { name: 'files', label: ['照片和附件', 'Pictures and files'], type: 'files', most: 20 }
const unit = (label: Label): Field<'unit'> => ({ name: 'unit', label, type: 'unit', required: true })
const lead: Field<'lead'> = { name: 'lead', label: ['主办单位', 'Leading unit'], type: 'unit', required: true }
const support: Field<'support'> = { name: 'support', label: ['协办单位', 'Supporting units'], type: 'units' }
const days = (most: number): Field<'days'> => ({ name: 'days', label: ['天数', 'Days'], type: 'number', required: true, least: 1, most })
const flag = <N extends string>(name: N, label: Label, yes: Label, no: Label, required = true): Field<N> =>
  ({ name, label, type: 'flag', required, choices: [{ value: true, label: yes }, { value: false, label: no }] })
const passed = flag('passed', ['结论', 'Finding'], ['通过', 'Passed'], ['不通过', 'Not passed'])
const solved = (required: boolean) => flag('solved', ['是否解决', 'Solved'], ['已解决', 'Solved'], ['未解决', 'Not solved'], required)
const satisfied = (required: boolean) => flag('satisfied', ['是否满意', 'Satisfied'], ['满意', 'Satisfied'], ['不满意', 'Not satisfied'], required)
const numbers = (most: number): Choice[] =>
  Array.from({ length: most }, (_, at) => ({ value: at + 1, label: [String(at + 1), String(at + 1)] }))

export const FORMS: { readonly [N in Command]: Fields<N> } = {
  verify: [words('question', ['请现场核实什么', 'What to look for']), words('found', ['核实到的情况', 'What was found'])],
  accept: [remark],
  decline: [reason('decline'), remark],
  appeal: [mustSay(['申诉理由', 'Why'])],
  answer_directly: [words('answer', ['答复', 'Answer'], { required: true })],
  final_answer: [words('answer', ['最终答复', 'Final answer'], { required: true }), files],
  hand_over: [
    { name: 'target', label: ['转给', 'To'], type: 'reason', group: 'hand_over', required: true },
    { name: 'phoned_at', label: ['通话时间', 'Phoned at'], type: 'moment', hint: ['紧急的须先打电话', 'In an emergency phone first'] },
    remark,
  ],
  record_receipt: [
    flag('taken', ['对方是否接收', 'Taken by the other body'], ['已接收', 'Taken'], ['不接收', 'Not taken']),
    { name: 'reference', label: ['对方编号', 'Their number'], type: 'short' }, remark,
  ],
  raise_up: [mustSay(['上呈理由', 'Why'])],
  hand_down: [unit(['下级中心', 'Centre below']), mustSay(['下派理由', 'Why'])],
  acknowledge: [],
  merge: [{ name: 'into', label: ['并入事项', 'Into the matter'], type: 'matter', required: true }, remark],
  split: [mustSay(['拆分理由', 'Why'])],
  join: [{ name: 'other', label: ['与哪件并案', 'With the matter'], type: 'matter', required: true }, remark],
  mark_ownerless: [mustSay(['为何无主', 'Why nobody owns it'])],
  dispatch: [{ ...lead, required: false }, support, remark],
  recall: [remark],
  rule: [lead, support, words('basis', ['裁定依据', 'Basis of the ruling'], { required: true })],
  reassign: [lead, support, remark],
  take: [],
  return_part: [reason('return'), words('clause', ['职责依据条款', 'Clause on duties']), remark],
  assign_within: [
    { name: 'section', label: ['科室', 'Section'], type: 'short' },
    { name: 'person', label: ['人员', 'Person'], type: 'colleague' },
  ],
  add_support: [{ name: 'units', label: ['协办单位', 'Supporting units'], type: 'units', required: true }, remark],
  withdraw_support: [unit(['协办单位', 'Supporting unit']), remark],
  progress: [{ name: 'phase', label: ['完成的阶段', 'Phase done'], type: 'phase' }, mustSay(['办理情况', 'How far it is']), files],
  milestone: [
    { name: 'milestone', label: ['步骤', 'Milestone'], type: 'short', required: true }, { name: 'outcome', label: ['结果', 'Outcome'], type: 'short' },
    { name: 'member', label: ['第几人', 'Member'], type: 'number' }, remark, files,
  ],
  whistle: [unit(['请谁到场', 'Whom to call']), mustSay(['到场做什么', 'What for'])],
  arrive: [remark, files],
  rate_arrival: [
    { name: 'number', label: ['第几次吹哨', 'Which call'], type: 'number', required: true, least: 1, most: 1000 },
    { name: 'rating', label: ['评分', 'Rating'], type: 'choice', required: true, choices: numbers(5) }, remark,
  ],
  extend: [{ ...days(30), label: ['延长时间', 'More time'], counted: 'extension' }, mustSay(['延期理由', 'Why'])],
  grant_extension: [remark],
  refuse_extension: [mustSay(['不同意的理由', 'Why not'])],
  suspend: [reason('suspend'), { name: 'until', label: ['恢复日期', 'Goes on at'], type: 'moment', required: true }, remark],
  grant_suspension: [remark],
  refuse_suspension: [mustSay(['不同意的理由', 'Why not'])],
  resume: [remark],
  put_on_ledger: [
    { name: 'sponsor', label: ['包保单位', 'Sponsor'], type: 'unit', required: true },
    { ...days(90), label: ['几天后复查', 'Days to the review'] }, mustSay(['挂账理由', 'Why']),
  ],
  take_off_ledger: [mustSay(['销账理由', 'Why'])],
  part_done: [mustSay(['协办情况', 'What was done']), files],
  done: [mustSay(['办理结果', 'What was done']), words('explanation', ['协办未反馈的说明', 'If support has not answered']), files],
  check: [
    passed, flag('on_the_spot', ['是否到现场', 'On the spot'], ['现场', 'On the spot'], ['非现场', 'From the desk'], false),
    words('remark', SAID, { hint: ['不通过须写明差在哪里', 'If not passed, say what is missing'] }),
    { name: 'point', label: ['核查位置', 'Where it was seen'], type: 'point' }, files,
  ],
  call_back: [flag('reached', ['是否接通', 'Reached'], ['已接通', 'Reached'], ['未接通', 'Not reached']), solved(false), satisfied(false), remark],
  close: [remark],
  rate: [solved(true), satisfied(true), remark],
  reopen: [mustSay(['重开理由', 'Why'])],
  ask_aside: [reason('aside'), mustSay(['为什么不应计入考评', 'Why it should not count'])],
  grant_aside: [remark],
  refuse_aside: [mustSay(['为什么应计入考评', 'Why it counts'])],
  spot_check: [passed, remark, files],
  withdraw: [remark],
  void: [reason('void'), remark],
  urge: [mustSay(['催办内容', 'What is urged'])],
  supervise: [mustSay(['督办要求', 'What is ordered'])],
  answer_supervision: [mustSay(['回复', 'Answer']), files],
  list: [mustSay(['挂牌理由', 'Why'])],
  unlist: [mustSay(['摘牌理由', 'Why'])],
  comment: [mustSay(['备注', 'Comment'])],
  write_to_reporter: [mustSay(['留言', 'Message'])],
  reply: [mustSay(['回复', 'Reply'])],
  attach: [{ ...files, required: true }],
  correct: [
    words('text', ['描述', 'What']), { name: 'address', label: ['地址', 'Address'], type: 'short' },
    { name: 'contact', label: ['联系方式', 'Contact'], type: 'contact' }, { name: 'answers', label: ['各项内容', 'Answers'], type: 'answers' },
  ],
  relocate: [
    { name: 'point', label: ['位置', 'Place'], type: 'point', own: true },
    { name: 'area', label: ['只知道大致范围', 'Only the area is known'], type: 'area', hint: ['转到那里的中心定位；标了位置的，以位置为准', 'The centre there locates it; a point counts before it'] },
  ],
  reclassify: [{ name: 'kind', label: ['类别', 'Kind'], type: 'kind', required: true }],
  redact: [{ name: 'refs', label: ['去除哪些内容', 'Which words'], type: 'refs', required: true }, reason('redact')],
  adopt: [],
}
