/** One topic of help. Its sections have addresses of their own, for the places that lead to them. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { HelpFrame } from '#app/help/_parts/help-frame.tsx'
import { HelpText } from '#app/help/_parts/help-text.tsx'
import { getHelp } from '#app/help/_topics/get-help.ts'
import { HELP_TOPICS, isHelpTopic } from '#app/help/_topics/help-topic.ts'

interface TopicParams {
  params: Promise<{ topic: string }>
}

export async function generateMetadata({ params }: TopicParams): Promise<Metadata> {
  const { topic } = await params
  return { title: isHelpTopic(topic) ? (await getHelp())[topic].title : (await getTranslations('ui'))('notFoundTitle') }
}

export default async function TopicPage({ params }: TopicParams) {
  const { topic } = await params
  if (!isHelpTopic(topic)) notFound()
  const t = await getTranslations('ui')
  const help = await getHelp()
  const { title, summary, sections } = help[topic]
  return (
    <HelpFrame>
      <div className="flex flex-col gap-1">
        <a href="/help" className="w-fit rounded text-accent text-sm hover:underline">
          {t('help')}
        </a>
        <h1 className="font-semibold text-2xl">{title}</h1>
        <p className="text-pretty text-ink-muted">{summary}</p>
      </div>
      {Object.entries(sections).map(([id, section]) => (
        <section key={id} id={id} className="flex scroll-mt-4 flex-col gap-3">
          <h2 className="font-semibold text-lg">{section.title}</h2>
          {section.body.map((block) => (
            <HelpText key={JSON.stringify(block)} block={block} />
          ))}
        </section>
      ))}
      <nav aria-label={t('help')} className="flex flex-wrap gap-x-4 gap-y-1 border-t pt-4 text-sm">
        {HELP_TOPICS.filter((id) => id !== topic).map((id) => (
          <a key={id} href={`/help/${id}`} className="rounded text-accent hover:underline">
            {help[id].title}
          </a>
        ))}
      </nav>
    </HelpFrame>
  )
}
