import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { FORMS, given, lacking, saidOf, type Field } from './index.ts'

interface Described { properties?: Record<string, unknown>, required?: string[] }
interface Operation { requestBody?: { content: Record<string, { schema: { $ref?: string } }> }, responses: Record<string, unknown> }

const api = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as {
  paths: Record<string, { post?: Operation }>, components: { schemas: Record<string, Described> }
}
/** Kept in forms of their own: what the matter itself offers, or when a phone said it. */
const OWN: Record<string, string[]> = { milestone: ['evidence', 'personal'] }
const DEVICE = ['captured_at', 'device_at']

function commands(): [string, Described][] {
  const found: [string, Described][] = []
  for (const [path, methods] of Object.entries(api.paths)) {
    const name = /^\/api\/matters\/\{matter\}\/(\w+)$/.exec(path)?.[1]
    if (!name || !methods.post || !JSON.stringify(methods.post.responses).includes('/ReceiptOut')) continue
    const ref = methods.post.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1)
    found.push([name, ref ? api.components.schemas[ref] ?? {} : {}])
  }
  return found
}

test('there are commands to look at', () => {
  expect(commands().length).toBeGreaterThan(50)
})

test.each(commands())('%s has a form that asks for all that the server takes, and must be told what it must', (name, body) => {
  const fields: readonly Field[] | undefined = FORMS[name as keyof typeof FORMS]
  expect(fields, name).toBeDefined()
  const asked = fields?.map((field) => field.name) ?? []
  const taken = Object.keys(body.properties ?? {}).filter((field) => !DEVICE.includes(field) && !OWN[name]?.includes(field))
  expect([...asked].sort()).toEqual(taken.sort())
  const must = fields?.filter((field) => field.required).map((field) => field.name) ?? []
  expect(must).toEqual(expect.arrayContaining((body.required ?? []).filter((field) => !DEVICE.includes(field))))
})

test('no form stands there for a command that nobody can give', () => {
  const known = commands().map(([name]) => name)
  expect(Object.keys(FORMS).filter((name) => !known.includes(name))).toEqual([])
})

test('every label is written in both languages', () => {
  for (const fields of Object.values(FORMS)) {
    for (const field of fields as readonly Field[]) {
      expect(field.label[0]).toMatch(/[一-鿿]/)
      expect(field.label[1]).not.toMatch(/[一-鿿]/)
    }
  }
})

test('what is empty is not said, and a false is', () => {
  const fields = [...FORMS.check, ...FORMS.correct] as Field[]
  expect(saidOf(fields, { passed: false, remark: '  ', files: [], contact: { phone: ' ', name: '王' } }))
    .toEqual({ passed: false, contact: { name: '王' } })
  expect(lacking(FORMS.check as readonly Field[], {})).toEqual(['passed'])
  expect(given({ a: '', b: undefined })).toBe(false)
})

test('more time is asked for in what the city counts extensions in', () => {
  expect(FORMS.extend[0]?.counted).toBe('extension')
})
