/** What the server itself asks for (fields of a kind, evidence of a milestone, values of a document) as fields of a form. */
import type { Schemas } from '@gongzhi/client'

import type { Choice, Field, FieldType, Label } from './field.ts'

const TYPES: Record<string, FieldType> = {
  text: 'short', long_text: 'words', choice: 'choice', reason: 'choice', yes_no: 'flag', datetime: 'moment', date: 'date',
  planned: 'date', hours: 'number', count: 'number', personal: 'short', files: 'files', list: 'list', rows: 'rows',
}
const YES_NO: readonly Choice[] = [{ value: true, label: ['是', 'Yes'] }, { value: false, label: ['否', 'No'] }]
const label = (text: { zh: string, en: string }): Label => [text.zh, text.en]
const choices = (given: Schemas['ChoiceOut'][]): Choice[] => given.map((one) => ({ value: one.code, label: label(one.name) }))

/** The questions of a kind; place, words and contact have fields of their own in a report. */
export function ofKind(kind: Schemas['KindOut'] | undefined): Field[] {
  const own = new Set(['location', 'description', 'contact'])
  const asked = (kind?.fields ?? []).filter((field) => !['place', 'contact', 'files'].includes(field.type) && !own.has(field.name))
  return asked.map((field) => ({
    name: field.name, label: label(field.label), type: TYPES[field.type] ?? 'short', required: field.required,
    ...(field.type === 'yes_no' ? { choices: YES_NO } : { choices: choices(field.choices) }),
    ...(field.most > 0 ? { most: field.most } : {}),
  }))
}

/** The evidence that an outcome asks for; what is asked of each member is asked once for every one of `members`. */
export function ofEvidence(evidence: Schemas['EvidenceOut'][], members: number): Field[] {
  return evidence.flatMap((one): Field[] => {
    const field: Field = {
      name: one.name, label: label(one.label), type: TYPES[one.type] ?? 'short', required: one.required,
      ...(one.type === 'yes_no' ? { choices: YES_NO.filter((choice) => one.must === null || choice.value === one.must) } : { choices: choices(one.choices) }),
      ...(one.most > 0 ? { most: one.most } : {}),
    }
    if (!one.each) return [field]
    return Array.from({ length: members }, (_, at) => ({
      ...field, name: `${one.name}.${at + 1}`, label: [`${one.label.zh}（${at + 1}）`, `${one.label.en} (${at + 1})`] as const,
    }))
  })
}

/** What a document asks for. */
export function ofAsks(asks: Schemas['AskOut'][]): Field[] {
  return asks.map((ask) => ({
    name: ask.name, label: label(ask.label), type: TYPES[ask.type] ?? 'short', required: ask.required, choices: choices(ask.choices),
    ...(ask.type === 'list' || ask.type === 'rows' || ask.most <= 0 ? {} : { most: ask.most }),
    columns: ask.columns.map((column) => ({ name: column.name, label: label(column.label), type: TYPES[column.type] ?? 'short' })),
  }))
}
