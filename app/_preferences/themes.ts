/** The themes that a person can choose, apart from the switch that shows them: menus need no more. */
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type ThemeName = (typeof THEMES)[number]
