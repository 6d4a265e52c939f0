'use client'

/** Sets JSON, XML or SQL in lines when a person asks for it, and gives the text as it came otherwise. */
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { prettyText } from '#lib/viewer/pretty-text.ts'

export interface PrettyChoiceProps {
  text: string
  children: (shown: string, toggle: ReactNode) => ReactNode
}

export function PrettyChoice({ text, children }: PrettyChoiceProps) {
  const t = useTranslations('record')
  const pretty = useMemo(() => prettyText(text), [text])
  const [isPretty, setPretty] = useState(false)
  const toggle = pretty && (
    <button
      type="button"
      aria-pressed={isPretty}
      onClick={() => setPretty(!isPretty)}
      className="button button-ghost -ml-1.5 h-6 px-1.5 font-sans text-xs aria-pressed:text-accent"
    >
      {t('pretty', { kind: pretty.kind })}
    </button>
  )
  return children(isPretty && pretty ? pretty.text : text, toggle)
}
