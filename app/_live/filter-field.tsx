'use client'

/** The field for filter words. Shows how many records match; Escape clears it. */
import clsx from 'clsx'
import { Search, X } from 'lucide-react'
import type { Ref } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { INPUT_STYLE } from '#app/_ui/text-input.tsx'
import type { LogView } from '#lib/viewer/log-source.ts'
import { isFiltering } from './use-url-filter.ts'

export interface FilterFieldProps {
  text: string
  onChange: (text: string) => void
  view: LogView
  ref: Ref<HTMLInputElement>
}

export function FilterField({ text, onChange, view, ref }: FilterFieldProps) {
  const t = useTranslations('live')
  const isActive = isFiltering(view.filter)
  return (
    <div className="relative min-w-32 flex-1">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
      />
      <input
        ref={ref}
        type="search"
        value={text}
        aria-label={t('filter')}
        placeholder={t('filterPlaceholder')}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (text) onChange('')
          else event.currentTarget.blur()
        }}
        className={clsx(
          INPUT_STYLE,
          'pl-8 [&::-webkit-search-cancel-button]:hidden',
          isActive ? 'pr-10 sm:pr-32' : 'pr-3',
        )}
      />
      <span className="absolute inset-y-0 right-0 flex items-center">
        {isActive && (
          <span role="status" className="pr-1 text-ink-faint max-sm:hidden text-xs tabular-nums">
            {t('filterCount', { matched: view.matched, total: view.total })}
          </span>
        )}
        {text && <IconButton icon={X} label={t('clearFilter')} hasTooltip={false} onClick={() => onChange('')} />}
      </span>
    </div>
  )
}
