'use client'

/** A choice among all ways to connect a device, and what to paste for the chosen one. Its height is the same for each. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { deviceSnippets } from '#app/_snippets/device-snippets.ts'
import { SNIPPET_GROUPS, type Snippet, type SnippetTarget } from '#app/_snippets/snippet.ts'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { Combobox } from '#app/_ui/combobox.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'

export interface SnippetPickerProps {
  target: SnippetTarget
  /** The kinds of sources that may use the token; null: all. */
  sources: readonly SourceKind[] | null
}

export function SnippetPicker({ target, sources }: SnippetPickerProps) {
  const t = useTranslations('snippets')
  const usable = deviceSnippets(target).filter(({ source }) => sources === null || sources.includes(source))
  const [chosenId, setChosenId] = useState(usable[0]?.id)
  const chosen = usable.find(({ id }) => id === chosenId)
  const groups = SNIPPET_GROUPS.map((group) => ({
    label: t(`groups.${group}`),
    options: usable
      .filter((snippet) => snippet.group === group)
      .map(({ id, title, keywords }) => ({ value: id, label: title, keywords })),
  })).filter(({ options }) => options.length > 0)
  if (!chosen) return null
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Combobox
        label={t('choose')}
        groups={groups}
        value={chosen.id}
        onChange={setChosenId}
        words={{ placeholder: t('search'), noMatch: t('noMatch') }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section tabIndex={0} aria-label={chosen.title} className="sm:h-72 sm:overflow-y-auto sm:overscroll-contain">
        <SnippetSteps snippet={chosen} isSyslogOn={target.syslogPort !== null || target.syslogTlsPort !== null} />
      </section>
    </div>
  )
}

function SnippetSteps({ snippet, isSyslogOn }: { snippet: Snippet; isSyslogOn: boolean }) {
  const t = useTranslations('snippets')
  const { id, title, source, isRun, steps } = snippet
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="text-pretty text-ink-muted text-sm">{t(`text.${id}`)}</p>
      {source === 'syslog' && !isSyslogOn && <Notice tone="warn">{t('noSyslog')}</Notice>}
      {steps.map(({ file, code }, index) => (
        <div key={file ?? code} className="flex min-w-0 flex-col gap-1">
          {(steps.length > 1 || file) && (
            <p className="text-ink-muted text-xs">
              {steps.length > 1 && <span>{t('step', { number: String(index + 1) })} · </span>}
              {file ? <code className="text-code">{file}</code> : t('inTerminal')}
            </p>
          )}
          <CodeBlock code={code} what={file ?? title} />
        </div>
      ))}
      {!isRun && <p className="text-pretty text-ink-faint text-xs">{t('notRun')}</p>}
    </div>
  )
}
