'use client'

/** The find bar above the list. Part of the page's own code: what is typed right after Ctrl F must not reach the page's keys. */
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { ChevronDown, ChevronUp, X } from '#app/_ui/icons.ts'
import { TextInput } from '#app/_ui/text-input.tsx'
import type { Find } from './use-find.ts'

export function FindBar({ find }: { find: Find }) {
  const t = useTranslations('live.query.find')
  const input = useRef<HTMLInputElement>(null)
  const { text, answer, calls } = find

  // biome-ignore lint/correctness/useExhaustiveDependencies: each call takes the focus again
  useLayoutEffect(() => input.current?.select(), [calls])

  function handleKey(event: KeyboardEvent) {
    if (event.key === 'Enter') find.step(event.shiftKey ? 'previous' : 'next')
    else if (event.key === 'Escape') find.close()
    else return
    event.preventDefault()
  }

  return (
    <search
      data-find-bar=""
      aria-label={t('label')}
      className="flex shrink-0 items-center gap-1 border-b bg-surface px-2 py-1"
    >
      <TextInput
        ref={input}
        value={text}
        aria-label={t('label')}
        placeholder={t('placeholder')}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => find.setText(event.target.value)}
        onKeyDown={handleKey}
        className="min-w-0 flex-1 sm:max-w-80"
      />
      <span role="status" className="min-w-20 shrink-0 px-1 text-ink-muted text-sm tabular-nums">
        {text.trim() !== '' && <FindCount find={find} />}
      </span>
      <IconButton
        icon={ChevronUp}
        label={t('previous')}
        hint="Shift Enter"
        disabled={answer?.count === 0}
        onClick={() => find.step('previous')}
      />
      <IconButton
        icon={ChevronDown}
        label={t('next')}
        hint="Enter"
        disabled={answer?.count === 0}
        onClick={() => find.step('next')}
      />
      <IconButton icon={X} label={t('close')} hint="Esc" onClick={find.close} />
    </search>
  )
}

function FindCount({ find: { answer } }: { find: Find }) {
  const t = useTranslations('live.query.find')
  const { count = null, index = null } = answer ?? {}
  if (count === null) return t('searching')
  if (count === 0) return t('none')
  return index ? t('count', { index, count }) : t('found', { count })
}
