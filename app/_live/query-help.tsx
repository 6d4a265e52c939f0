'use client'

/** Examples of the query language; choosing one adds it to the filter. Loaded when it is opened. */
import { useTranslations } from 'use-intl'

const EXAMPLES = [
  ['payment failed', 'words'],
  ['"payment failed"', 'phrase'],
  ['-heartbeat', 'without'],
  ['timeout OR refused', 'either'],
  ['(timeout OR refused) checkout', 'group'],
  ['level:>=warn', 'level'],
  ['level:(error OR fatal)', 'levels'],
  ['logger:checkout', 'logger'],
  ['user.id:42', 'attribute'],
  ['http.status:>=500', 'compare'],
  ['user:al*', 'wildcard'],
  ['user:*', 'exists'],
  ['-env:(dev OR test)', 'not'],
  ['/time ?d? out/i', 'regex'],
  ['pattern:"Connected to <*> in <*> ms"', 'pattern'],
] as const

export interface QueryHelpProps {
  onChoose: (example: string) => void
}

export default function QueryHelp({ onChoose }: QueryHelpProps) {
  const t = useTranslations('live.query.help')
  return (
    <div className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('title')}</h2>
      <ul className="-mx-2 flex flex-col">
        {EXAMPLES.map(([example, meaning]) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onChoose(example)}
              className="flex w-full flex-col items-start rounded px-2 py-0.5 text-left leading-snug hover:bg-surface-hover"
            >
              <code className="break-all font-mono text-log [font-feature-settings:'zero','calt'_0]">{example}</code>
              <span className="text-ink-muted text-sm">{t(meaning)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="text-pretty text-ink-muted text-sm">{t('case')}</p>
    </div>
  )
}
