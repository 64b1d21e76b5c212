import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { leave, picture } from './cast.ts'
import { act, at, choose, dispatched, form, once, open, report, stage, SUPPORT } from './desk-hands.ts'

afterAll(leave)

test('a matter with milestones shows what was reached and what is open under its own clock; the one who leads marks one reached, and the next begins', async () => {
  const matter = await report('夫妻为孩子由谁接送吵了半年，都愿意调解。', { kind: '23002', answers: { willingness: 'both', violence: false } })
  await dispatched(matter, SUPPORT)
  await once('mediator', '/desk/desks/unit/all', matter, async (page) => {
    await act(page, 'take')
    await stage(page, 'handling')
    const first = page.locator('[data-open="consent"]')
    await first.waitFor()
    expect(await first.locator('[data-clock="milestone:consent"] .light').getAttribute('data-light')).toBe('green')
    expect(await page.locator('.part-list [data-clock^="milestone"]').count()).toBe(0)
    await first.locator('[data-clock]').click()
    await page.locator('.el-popper pre, .el-popper p').filter({ visible: true }).first().waitFor()
    await first.locator('[data-clock]').click()
    await first.locator('[data-milestone="consent/agreed"]').click()
    await form(page, 'milestone').waitFor()
    await page.keyboard.press('Control+Enter')
    await form(page, 'milestone').locator('.field.missing').first().waitFor()
    for (const field of ['rights_told', 'side_one_agrees', 'side_two_agrees']) await choose(page, 'milestone', field, '是')
    await page.locator('.el-popper pre').filter({ visible: true }).waitFor({ state: 'hidden' })
    await page.waitForTimeout(400) // what was chosen takes its colour
    await picture(page, 'desk-milestone')
    expect(await serious(page)).toEqual([])
    await form(page, 'milestone').locator('[data-act="send"]').click()
    await page.locator('[data-reached="consent/agreed"]').waitFor()
    await page.locator('[data-open="mediators"] [data-clock="milestone:mediators"]').waitFor()
    await page.locator('[data-event="MilestoneReached"]').waitFor()
    await picture(page, 'desk-milestone-reached')
  })
  const { context, page } = await at('dispatcher', '/desk/desks/all')
  await open(page, matter)
  await page.locator('[data-reached="consent/agreed"]').waitFor()
  expect(await page.locator('[data-open="mediators"] [data-milestone]').count()).toBe(0)
  await page.locator('[data-open="mediators"]', { hasText: '不由您办理' }).waitFor()
  await context.close()
})
