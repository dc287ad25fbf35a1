/* The colour of hubs, as in colours.py and the style sheets. */

export const HUB = "#12326b";
