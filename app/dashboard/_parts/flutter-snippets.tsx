'use client'

/** How to point an unmodified Flutter app at a URL: by its environment, or by one line of Dart. */
import { useTranslations } from 'use-intl'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import { flutterSnippets } from './snippets.ts'

export interface FlutterSnippetsProps {
  label: string
  url: string
}

export function FlutterSnippets({ label, url }: FlutterSnippetsProps) {
  const t = useTranslations('tokens')
  return (
    <Tabs
      label={label}
      tabs={flutterSnippets(url).map((snippet) => ({
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
