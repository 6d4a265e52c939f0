/** The file of icons holds what `app/_ui/icons.ts` names, as Lucide draws it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { drawIcons } from '#scripts/draw-icons.ts'

test('the file of icons is up to date: `npm run icons`', async () => {
  const file = readFileSync(path.join(import.meta.dirname, '../app/_ui/icons.svg'), 'utf8')
  expect(file).toBe(await drawIcons())
})
