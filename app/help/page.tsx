/** The list of topics of help. Public, as the product's own pages about itself are. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { HelpFrame } from './_parts/help-frame.tsx'
import { getHelp } from './_topics/get-help.ts'
import { HELP_TOPICS } from './_topics/help-topic.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('ui'))('help') }
}

export default async function HelpPage() {
  const t = await getTranslations('ui')
  const help = await getHelp()
  return (
    <HelpFrame>
      <h1 className="font-semibold text-2xl">{t('help')}</h1>
      <ul className="flex flex-col divide-y divide-line rounded border bg-surface-raised">
        {HELP_TOPICS.map((id) => (
          <li key={id} className="relative px-4 py-3 hover:bg-surface-hover">
            <a href={`/help/${id}`} className="rounded font-medium after:absolute after:inset-0">
              {help[id].title}
            </a>
            <p className="text-pretty text-ink-muted text-sm">{help[id].summary}</p>
          </li>
        ))}
      </ul>
    </HelpFrame>
  )
}
