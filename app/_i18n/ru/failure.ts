/** Words of a page that failed. The last resort has no other words (app/global-error.tsx). */
import type { failure as en } from '#app/_i18n/en/failure.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const failure: SameShape<typeof en> = {
  title: 'Что-то пошло не так',
  text: 'На сервере произошла непредвиденная ошибка. Подробности — в его логе.',
  reference: 'Номер ошибки: {digest}',
  tryAgain: 'Повторить',
}
