document.getElementById("module").style.background = "rgb(120, 200, 120)";
