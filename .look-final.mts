import { readFileSync } from 'node:fs'
export default async ({ page, context, shot, url, pipe }: any) => {
  const axe = readFileSync('/root/wt/detail/node_modules/axe-core/axe.min.js', 'utf8')
  const check = async (name: string) => { await page.evaluate(axe); const r = await page.evaluate(() => (window as any).axe.run()); console.log(name, JSON.stringify(r.violations.map((v: any) => [v.id, v.nodes.map((n: any) => n.html.slice(0, 160)).slice(0, 3)]))) }
  const open = async (name: RegExp) => { await page.getByRole('button', { name: /^(More|Ещё)$/ }).click(); await page.waitForTimeout(300); await page.getByRole('menuitem', { name }).click() }
  await check('page')
  await open(/Show patterns/); await page.waitForTimeout(3000)
  await page.mouse.move(500, 65); await page.waitForTimeout(500)
  await check('patterns'); await shot('f-1440')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Error: / }).click(); await page.waitForTimeout(800)
  await page.getByRole('log').getByRole('option').nth(5).click(); await page.waitForTimeout(800)
  await shot('f-errors')
  await page.getByRole('button', { name: 'Show the records around it' }).click(); await page.waitForTimeout(1500); await shot('f-around')
  await check('around')
  await page.getByRole('button', { name: 'Back to the filter' }).click(); await page.waitForTimeout(1000)
  await page.keyboard.press('Escape'); await page.keyboard.press('Escape')
  await open(/Notify/); await page.waitForTimeout(1000); await page.getByRole('radio', { name: 'Errors' }).click(); await page.waitForTimeout(500); await check('notify'); await shot('n-1440'); await page.keyboard.press('Escape')
  await page.emulateMedia({ forcedColors: 'active' }); await page.waitForTimeout(800); await shot('f-forced')
  await page.emulateMedia({ forcedColors: 'none' })
  for (const [w, h] of [[768, 1024], [375, 812]]) { await page.setViewportSize({ width: w, height: h }); await page.waitForTimeout(800); await shot(`f-${w}`); await check(`${w}`) }
  await open(/Show patterns/); await page.waitForTimeout(2000); await check('sheet'); await shot('f-sheet')
}
