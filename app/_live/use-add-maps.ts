'use client'

/** Takes source maps from files and says what became of each. */
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'

export function useAddMaps(): (files: readonly File[]) => Promise<void> {
  const t = useTranslations('record.maps')
  return async (files) => {
    const { addMap, MAPS_MAX } = await import('./source-maps.ts')
    for (const file of files.slice(0, MAPS_MAX)) {
      const result = await addMap(file)
      const name = visibleText(file.name)
      if (result === 'added') toast.success(t('added', { name }))
      else toast.error(t(result, { name }))
    }
  }
}

export function isMapFile(file: { name: string }): boolean {
  return /\.map$/i.test(file.name)
}
