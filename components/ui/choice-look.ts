/** What is ticked or chosen: the browsers' own are grey in the dark. Its sign is in app/globals.css. */
export const choiceLook = "size-[22px] flex-none cursor-pointer appearance-none border-2 border-edge bg-field";

/** One of several. */
export const radioLook = `${choiceLook} rounded-full checked:border-[7px] checked:border-filament`;
