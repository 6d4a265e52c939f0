/** What the benchmark does to a page and asks of it, over the DevTools protocol. */
import path from 'node:path'
import { build } from 'esbuild'
import type { Tab } from './chromium.ts'
import type { FrameRun, Watched, WatchWish } from './page-watch.ts'

/** Puts page-watch.ts into the page. */
export async function injectWatch(tab: Tab): Promise<void> {
  const bundle = await build({
    entryPoints: [path.join(import.meta.dirname, 'page-watch.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'warning',
  })
  await tab.evaluate(bundle.outputFiles[0]?.text ?? '')
}

export async function watched(tab: Tab, wish: WatchWish, act: () => Promise<void>): Promise<Watched> {
  await tab.evaluate(`benchWatch.begin(${JSON.stringify(wish)})`)
  await act()
  return tab.evaluate<Watched>('benchWatch.end()')
}

export async function framesDuring(tab: Tab, blank: string, act: () => Promise<void>): Promise<FrameRun> {
  await tab.evaluate(`benchWatch.beginFrames(${JSON.stringify(blank)})`)
  await act()
  return tab.evaluate<FrameRun>('benchWatch.endFrames()')
}

/** Empties a field, as a person does: everything chosen, and deleted. */
export async function empty(tab: Tab, field: string): Promise<void> {
  await tab.evaluate(
    `(() => { const field = document.querySelector(${JSON.stringify(field)}); field.focus(); field.select() })()`,
  )
  const key = { key: 'Backspace', code: 'Backspace', windowsVirtualKeyCode: 8 }
  await tab.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, commands: ['deleteBackward'] })
  await tab.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}

/** Types a text at once, as pasting does. */
export async function paste(tab: Tab, text: string): Promise<void> {
  await tab.send('Input.insertText', { text })
}

/** The highest number of a record in sight, which the texts begin with: `#12`. */
export function newestShown(tab: Tab, rows: string): Promise<number> {
  return tab.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(rows)})].reduce((most, row) => Math.max(most, Number(/#(\\d+) /.exec(row.textContent)?.[1] ?? 0)), 0)`,
  )
}
