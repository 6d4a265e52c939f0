'use client'

/** How a participant looks: a color that stays the same, a name, and a round mark with its first letter. */
import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { Author } from '#lib/protocol/participants.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'

/** As far apart as eyes tell them. */
const HUES = [205, 320, 130, 55, 265, 165, 20, 95, 350, 235]

export function colorOf({ id }: Author): string {
  let hash = 7
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) >>> 0
  const hue = HUES[hash % HUES.length]
  return `light-dark(oklch(0.5 0.14 ${hue}), oklch(0.78 0.12 ${hue}))`
}

export function useNameOf(): (author: Author) => string {
  const t = useTranslations('live.together')
  return useCallback(
    ({ name, number = 1 }: Author) => (name === '' ? t('guestNumber', { number }) : visibleText(name)),
    [t],
  )
}

export function Avatar({ author, name }: { author: Author; name: string }) {
  return (
    <span
      aria-hidden
      style={{ backgroundColor: colorOf(author) }}
      className="grid size-5 shrink-0 select-none place-items-center rounded-full font-semibold text-surface text-xs"
    >
      {author.name === '' ? (author.number ?? '') : ([...name][0]?.toUpperCase() ?? '')}
    </span>
  )
}

/** A name, and what it is when it is no member's: a guest may call themselves anything. */
export function PersonName({ author, isMe = false }: { author: Author; isMe?: boolean }) {
  const t = useTranslations('live.together')
  const nameOf = useNameOf()
  const kind =
    author.kind === 'link' ? (author.name === '' ? null : t('guest')) : author.kind === 'api' ? t('token') : null
  return (
    <>
      {nameOf(author)}
      {isMe && <span className="text-ink-faint"> · {t('you')}</span>}
      {kind && <span className="text-ink-faint"> · {kind}</span>}
    </>
  )
}
