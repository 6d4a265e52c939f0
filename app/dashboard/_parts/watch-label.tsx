/** Below the filters of the list: leads to the live page over all devices with the label that is chosen. */
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { Combine } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { labelPath } from './label-path.ts'

export async function WatchLabel({ label }: { label: string }) {
  const t = await getTranslations('labels')
  return (
    <div className="flex">
      <LinkButton href={labelPath(label)} prefetch={false}>
        <Combine aria-hidden className="size-4" />
        <span className="min-w-0 truncate">{t('watchTogether', { label })}</span>
      </LinkButton>
    </div>
  )
}
