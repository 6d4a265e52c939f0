'use client'

/** The list of completions below the filter field. The field keeps the focus and moves the choice. */
import { useFormatter, useTranslations } from 'use-intl'
import type { Completion } from './completions.ts'

export interface CompletionListProps {
  id: string
  label: string
  options: readonly Completion[]
  /** −1: none. */
  active: number
  onChoose: (option: Completion) => void
}

export function CompletionList({ id, label, options, active, onChoose }: CompletionListProps) {
  const t = useTranslations('live.query')
  const format = useFormatter()
  return (
    <div role="listbox" id={`${id}-list`} aria-label={label} className="p-1">
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field choose it
        <div
          key={option.insert}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          // Without this the field would lose its focus before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
          className="flex min-h-8 cursor-default items-center gap-3 rounded px-2 hover:bg-surface-hover aria-selected:bg-surface-selected"
        >
          <span className="min-w-0 truncate font-mono text-log [font-feature-settings:'zero','calt'_0]">
            {option.text}
          </span>
          <span className="ml-auto shrink-0 text-ink-muted text-sm tabular-nums">
            {isNamed(option.key)
              ? t(`key.${option.key}`)
              : option.count > 0 && (
                  <span title={t('hits', { count: option.count })}>{format.number(option.count)}</span>
                )}
          </span>
        </div>
      ))}
    </div>
  )
}

const NAMED = ['level', 'logger', 'message', 'error', 'trace', 'span', 'seq', 'device', 'pattern'] as const

function isNamed(key: string | null): key is (typeof NAMED)[number] {
  return (NAMED as readonly (string | null)[]).includes(key)
}
