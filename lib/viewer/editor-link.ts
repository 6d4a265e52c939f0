/**
 * The address that opens a place of code in the reader's editor. A person may write the template, so only the schemes of editors
 * are allowed: nothing that a browser would run or fetch.
 */
import type { CodePlace } from './stack-frames.ts'

export const EDITORS = ['none', 'vscode', 'jetbrains', 'custom'] as const
export type EditorName = (typeof EDITORS)[number]

export interface EditorSetting {
  editor: EditorName
  /** With `{file}`, `{line}` and `{column}`; used by `custom`. */
  template: string
  /** Folder on the reader's computer for files that a stack names without one; empty: none. */
  folder: string
}

export const NO_EDITOR: EditorSetting = { editor: 'none', template: '', folder: '' }

const TEMPLATES: Record<Exclude<EditorName, 'none' | 'custom'>, string> = {
  vscode: 'vscode://file{file}:{line}:{column}',
  jetbrains: 'jetbrains://idea/navigate/reference?path={file}:{line}:{column}',
}
const SCHEMES =
  /^(?:vscode|vscode-insiders|vscodium|cursor|windsurf|zed|jetbrains|idea|webstorm|phpstorm|pycharm|goland|rubymine|clion|rider|appcode|fleet|subl|sublime|txmt|mvim|emacs|nvim|atom|nova|xcode|kdevelop|editor):/i
/** Longest template and folder that are kept. */
export const TEMPLATE_CHARS_MAX = 500

export function isSafeTemplate(template: string): boolean {
  return template.length <= TEMPLATE_CHARS_MAX && SCHEMES.test(template) && template.includes('{file}')
}

/** Null where there is no editor, no safe template, or no file on this computer. */
export function editorLink({ editor, template, folder }: EditorSetting, place: CodePlace): string | null {
  if (editor === 'none') return null
  const pattern = editor === 'custom' ? template : TEMPLATES[editor]
  const file = localPath(place.file, folder)
  if (file === null || !isSafeTemplate(pattern)) return null
  const values: Record<string, string> = {
    file: file.split('/').map(encodeURIComponent).join('/').replace(/%3A/gi, ':'),
    line: String(place.line),
    column: String(place.column ?? 1),
  }
  const link = pattern.replace(/\{(file|line|column)\}/g, (_, name: string) => values[name] ?? '')
  return SCHEMES.test(link) ? link : null
}

/** A path that begins with `/`; null for what is no file on this computer. */
function localPath(file: string, folder: string): string | null {
  if (/[\p{Cc}]/u.test(file)) return null
  const path = file.replaceAll('\\', '/')
  if (/^[a-z]:\//i.test(path)) return `/${path}`
  if (path.startsWith('/')) return path
  if (folder === '') return null
  // A bundler's names: webpack://app/./src/cart.ts; and pages: https://shop.example/src/cart.ts.
  const relative = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*\//i, '').replace(/^(?:\.\/)+/, '')
  if (/^[a-z][a-z\d+.-]*:/i.test(relative) || relative.split('/').includes('..')) return null
  const base = folder.replaceAll('\\', '/').replace(/\/+$/, '')
  return `${base.startsWith('/') ? '' : '/'}${base}/${relative}`
}
