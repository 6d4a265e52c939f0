/** Help in the reader's language. */
import { getLocale } from '#app/_i18n/get-translations.ts'
import { help as en } from './en.ts'
import type { Help } from './help-topic.ts'
import { help as ru } from './ru.ts'

export async function getHelp(): Promise<Help> {
  return (await getLocale()) === 'ru' ? ru : en
}
