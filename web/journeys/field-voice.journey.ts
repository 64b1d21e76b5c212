import { afterAll, expect, test } from 'vitest'

import { as, leave, ownPoint, PHONE, picture } from './cast.ts'

const GROUND = { ...PHONE, viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, permissions: ['geolocation'] }
afterAll(leave)

/** A phone that turns speech into text by itself (`here`), or leaves that to a service elsewhere. */
async function atTheWords(here: boolean) {
  const context = await as('grid_worker', GROUND)
  await context.setGeolocation(await ownPoint(context))
  await context.addInitScript((offered) => {
    class Speech {
      static available = ({ processLocally }: { processLocally: boolean }) => Promise.resolve(offered && processLocally ? 'available' : 'unavailable')
      lang = ''
      processLocally = false
      onresult: ((event: object) => void) | null = null
      onend: (() => void) | null = null
      start() { Object.assign(globalThis, { heard: this }) }
      stop() { this.onend?.() }
    }
    Object.assign(globalThis, { SpeechRecognition: Speech })
  }, here)
  const page = await context.newPage()
  await page.goto('/field/report')
  await page.locator('.steps button').nth(2).click()
  await page.locator('.tile').first().click()
  await page.locator('#text').waitFor()
  return { context, page }
}

test('what is said becomes words beside those typed, in the phone itself and in the language of the screen', async () => {
  const { context, page } = await atTheWords(true)
  await page.locator('#text').fill('路口，')
  const speak = page.getByRole('button', { name: '语音输入' })
  await speak.click()
  const stop = page.getByRole('button', { name: '停止' })
  await stop.waitFor()
  expect(await stop.getAttribute('aria-pressed')).toBe('true')
  await picture(page, 'field-voice')
  const asked = await page.evaluate(() => {
    const { heard } = globalThis as unknown as { heard: { lang: string, processLocally: boolean, onresult: (event: object) => void } }
    heard.onresult({ results: [[{ transcript: '路面有个大坑。' }], [{ transcript: '半米深。' }]] })
    return { lang: heard.lang, processLocally: heard.processLocally }
  })
  expect(asked).toEqual({ lang: 'zh-CN', processLocally: true })
  expect(await page.locator('#text').inputValue()).toBe('路口，路面有个大坑。半米深。')
  await stop.click()
  await speak.waitFor()
  await context.close()
})

test('where the phone itself cannot do it there is no button for it', async () => {
  const { context, page } = await atTheWords(false)
  expect(await page.locator('textarea').count()).toBeGreaterThan(0)
  expect(await page.getByRole('button', { name: '语音输入' }).count()).toBe(0)
  await context.close()
})
