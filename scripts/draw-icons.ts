/** `npm run icons`: draws the icons that `app/_ui/icons.ts` names into `app/_ui/icons.svg`. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run-program.ts'

type Shape = [tag: string, attributes: Record<string, string>]

/** The file as it should be. */
export async function drawIcons(): Promise<string> {
  const names = [...readFileSync(path.join(root, 'app/_ui/icons.ts'), 'utf8').matchAll(/ = icon\('([a-z\d-]+)'\)/g)]
  const icons = await Promise.all(names.map(([, name = '']) => drawIcon(name)))
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">',
    '<!-- From Lucide, https://lucide.dev/license (ISC, parts MIT). Drawn by `npm run icons`. -->',
    ...icons,
    '</svg>\n',
  ].join('\n')
}

async function drawIcon(name: string): Promise<string> {
  const { __iconData: icon } = await import(`lucide-react/icons/${name}`)
  if (!icon) throw new Error(`Lucide has no icon ${name}, or has it under another name`)
  const shapes = (icon.node as Shape[]).map(([tag, { key: _, ...attributes }]) => {
    const written = Object.entries(attributes).map(([attribute, value]) => `${attribute}="${value}"`)
    return `<${tag} ${written.join(' ')}/>`
  })
  return `<g id="${name}">${shapes.join('')}</g>`
}

if (process.argv[1] === import.meta.filename) writeFileSync(path.join(root, 'app/_ui/icons.svg'), await drawIcons())
