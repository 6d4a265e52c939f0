'use client'

/** Snippets side by side as tabs, each with a sentence that says what it is for. */
import { useTranslations } from 'use-intl'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import type { Snippet } from './snippets.ts'

export function SnippetTabs({ label, snippets }: { label: string; snippets: readonly Snippet[] }) {
  const t = useTranslations('tokens')
  return (
    <Tabs
      label={label}
      tabs={snippets.map((snippet) => ({
        id: snippet.id,
        label: t(snippet.label),
        content: (
          <div className="flex flex-col gap-2">
            <p className="text-ink-muted text-sm">
              {t.rich(`${snippet.label}Text`, { code: (words) => <code className="text-code">{words}</code> })}
            </p>
            <CodeBlock code={snippet.code} what={t(snippet.label)} />
          </div>
        ),
      }))}
    />
  )
}
