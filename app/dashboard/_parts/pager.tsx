/** Below a list that comes in pages: back to the newest, on to the older. */

import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'

export interface PagerProps {
  /** Address of this list without a cursor. */
  path: string
  params: Record<string, string | undefined>
  isFirst: boolean
  nextCursor: string | null
}

export async function Pager({ path, params, isFirst, nextCursor }: PagerProps) {
  const t = await getTranslations('sessions')
  if (isFirst && nextCursor === null) return null
  const href = (cursor?: string) => {
    const query = new URLSearchParams(
      Object.entries({ ...params, cursor }).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ).toString()
    return query ? `${path}?${query}` : path
  }
  return (
    <nav aria-label={t('title')} className="flex justify-between gap-2">
      {isFirst ? <span /> : <LinkButton href={href()}>{t('newest')}</LinkButton>}
      {nextCursor !== null && <LinkButton href={href(nextCursor)}>{t('older')}</LinkButton>}
    </nav>
  )
}
